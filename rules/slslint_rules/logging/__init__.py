"""Rules about logs: would a failure leave a trace?"""
