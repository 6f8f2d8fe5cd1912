-- The tasks that each worker holds.

-- By worker, the tasks that it does not hold any more.
local ended = {}

local function endLease(worker, id)
  if worker then
    ended[worker] = ended[worker] or {}
    local ids = ended[worker]
    ids[#ids + 1] = id
  end
end

-- Before anything is claimed, and at the end.
local function forgetLeases()
  for worker, ids in pairs(ended) do
    redis.pcall('SREM', P .. 'le:' .. worker, unpack(ids))
    ended[worker] = nil
  end
end
