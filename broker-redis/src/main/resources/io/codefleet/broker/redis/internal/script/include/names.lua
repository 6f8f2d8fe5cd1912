-- Texts that list names.

-- Whether a text like "name,name" has this name.
local function has(list, name)
  return string.find(',' .. list .. ',', ',' .. name .. ',', 1, true) ~= nil
end
