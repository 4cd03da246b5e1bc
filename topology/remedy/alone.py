"""What each choice does by itself: what it mends, what it makes worse, what it saves a year."""
