"""Small programs of the workshop: what `make` calls. None of them is part of the product."""
