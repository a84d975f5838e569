"""What is shown to people, as values that know no platform: text runs, blocks, views and replies."""
