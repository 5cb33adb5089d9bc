"""What is known: values and their lattice, strings with holes, cursors to walk them."""
