"""Pages of performers: the group's own, and the office's."""
