-- The fields of a task that lists and details show: state, header, parent, attempt, failures, worker, submitted, started,
-- finished, due, whether a cancel was requested, labels, and what its ended attempts and that of its result consumed.
local function summary(key)
  return redis.pcall('HMGET', key, 's', 'sh', 'pa', 'n', 'e', 'w', 'su', 'sa', 'fa', 'du', 'cr', 'la', 'us', 'ru')
end

local STATES = { q = true, d = true, r = true, c = true, f = true, x = true }

-- Whether a text of labels has all these lines.
local function hasLabels(text, lines)
  for line in string.gmatch(lines, '[^\n]+') do
    if not string.find(text or '', '\n' .. line .. '\n', 1, true) then
      return false
    end
  end
  return true
end

-- Whether a task is of one of these states (all if there are none), of this type (any if it is empty) and has these labels. A
-- damaged one is of none.
local function matches(v, states, type, labels)
  return STATES[v[1]]
    and (states == '' or string.find(states, v[1], 1, true))
    and (type == '' or string.match(v[2] or '', '^[^|]*') == type)
    and (labels == '' or hasLabels(v[12], labels))
end

-- Whether a task is a part of one that has not ended, which reads its outcome.
local function isPartOfOpen(v)
  return v[3] and matches(summary(P .. 't:' .. v[3]), 'qdr', '', '')
end
