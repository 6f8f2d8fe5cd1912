-- The layout of the namespace: how its keys are laid out. nil for a namespace without one, which has the first.

local function layout()
  local stored = redis.pcall('HGET', P .. 'meta', 'layout')
  return type(stored) == 'string' and tonumber(stored) or nil
end
