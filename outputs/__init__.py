"""What is said: report, replies, forms. Data in, bytes out; no disk."""
