"""``make bench``: how fast the pages are, as ratios to an empty JSON view on the same server in the same run."""
