-- What lists and details tell of a task: state, header, parent, attempt, failures, worker, submitted, started, finished, due, and
-- whether a cancel was requested.
local function summary(key)
  return redis.pcall('HMGET', key, 's', 'sh', 'pa', 'n', 'e', 'w', 'su', 'sa', 'fa', 'du', 'cr')
end

local STATES = { q = true, d = true, r = true, c = true, f = true, x = true }

-- Whether a task is of one of these states (all if there are none) and of this type (any if it is empty). A damaged one is of
-- none.
local function matches(v, states, type)
  return STATES[v[1]]
    and (states == '' or string.find(states, v[1], 1, true))
    and (type == '' or string.match(v[2] or '', '^[^|]*') == type)
end
