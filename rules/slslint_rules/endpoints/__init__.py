"""Rules about endpoints: is there such a route, and is it deployed?"""
