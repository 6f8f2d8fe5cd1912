-- The layout of the namespace, which is written down where it is not yet; not if there is no memory or no right to.
-- KEYS[1] prefix   returns the layout
-- include constants base layout
local FIRST_LAYOUT = 1
local known = layout()
if not known then
  redis.pcall('HSET', P .. 'meta', 'layout', FIRST_LAYOUT)
end
return known or FIRST_LAYOUT
