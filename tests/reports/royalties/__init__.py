"""Royalties and fees."""
