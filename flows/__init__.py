"""What runs and in which order, and the soket command."""
