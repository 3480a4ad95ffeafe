"""What was learned: words with offsets, and the models trained on the project's own annotated texts."""
