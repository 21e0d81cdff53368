"""What can be counted, as queries of the days of a period: rows that count, and rows near them that do not."""
