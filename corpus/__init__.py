"""What was published: documents, their canonical text, their raw bytes, and where they come from."""
