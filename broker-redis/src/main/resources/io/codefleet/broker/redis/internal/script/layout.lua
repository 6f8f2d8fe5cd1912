-- Returns the layout of the namespace, and writes it if it is missing, unless memory or the permission is lacking.
-- KEYS[1] prefix   returns the layout
-- include constants base layout
local FIRST_LAYOUT = 1
local known = layout()
if not known then
  redis.pcall('HSET', P .. 'meta', 'layout', FIRST_LAYOUT)
end
return known or FIRST_LAYOUT
