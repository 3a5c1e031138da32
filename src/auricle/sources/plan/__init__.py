"""From a mapping and opened files to the SQL that makes, checks and explains the rows of each entity."""
