"""What drafting a source file takes: links, pagers, names of elements, selectors, and the text of the file."""
