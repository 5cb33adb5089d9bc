"""Rules about the function: is it there, and does it answer?"""
