"""Taking away: what the store holds, in the formats of others. One file a format; `formats` lists them."""
