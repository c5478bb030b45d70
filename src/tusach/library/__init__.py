"""The domain, pure: its folder list is the table of contents of the service."""
