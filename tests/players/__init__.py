"""QTI 3 items in two players that others wrote; the players are test tools only, and nothing of them is copied or shipped."""
