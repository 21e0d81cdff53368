"""Recordings of a desk: the media store, the inbox, links to stories, treatments, and assembly of editions."""
