"""What a run costs, room by room."""
