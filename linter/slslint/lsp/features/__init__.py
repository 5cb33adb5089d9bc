"""What a reader asks of a place: pure functions of a view and an offset, which know no protocol."""
