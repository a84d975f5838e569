"""What tests share: a stage where people talk to the bot, databases, and contracts every implementation keeps."""
