"""How one node is set up: its home folder, its keys outside the home, Django's settings.

`django.py` is the settings module; `home.py` and `keys.py` serve the store as well.
"""
