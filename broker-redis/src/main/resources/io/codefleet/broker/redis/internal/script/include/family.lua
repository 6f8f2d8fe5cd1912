-- Returns some children of a task: the next cursor ("0" at the end), and their ids. A child that exists all the time is
-- returned at least once.
local function childrenOf(id, from, about)
  local page = read('SSCAN', P .. 'ch:' .. id, from, 'COUNT', about)
  return page[1] and page or { '0', {} }
end
