"""Audio as samples: decode, measure, edit, level, encode and play. No module here knows a session or the model."""
