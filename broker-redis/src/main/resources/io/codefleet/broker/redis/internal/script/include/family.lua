-- Some children of a task: where to go on ("0" at the end), and their ids. One that is there all the time is told at least once.
local function childrenOf(id, from, about)
  local page = read('SSCAN', P .. 'ch:' .. id, from, 'COUNT', about)
  return page[1] and page or { '0', {} }
end
