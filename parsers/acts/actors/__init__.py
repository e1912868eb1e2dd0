"""Who is spoken of: states, organisations and armed groups in an article, by every word that stands for them."""

from parsers.acts.actors.data import is_state, members
from parsers.acts.actors.find import find_actors
from parsers.acts.actors.memory import Actors

__all__ = ["Actors", "find_actors", "is_state", "members"]
