"""An outcome and its steps for people: as text, as HTML, and as blocks that a page can set itself."""
