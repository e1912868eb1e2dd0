"""Article -> Acts: the reader of diplomatic acts."""
