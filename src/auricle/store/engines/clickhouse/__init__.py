"""ClickHouse: a server for companies that outgrow one file, or its engine inside this process (chdb)."""
