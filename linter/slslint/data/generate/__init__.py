"""Tools for developers that write the tables anew from where their facts come from."""
