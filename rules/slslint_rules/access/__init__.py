"""Rules about access: may this caller invoke that route?"""
