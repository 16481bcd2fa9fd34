"""What is taught: the catalog of programs, lectures as files, the player and watch credit."""
