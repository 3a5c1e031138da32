"""What events mean: rules made into trees, run on a batch that arrives and on what is stored, alike."""
