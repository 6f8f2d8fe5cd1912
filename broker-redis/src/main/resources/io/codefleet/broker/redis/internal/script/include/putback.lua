-- Putting tasks back that a claim took off their lanes and could not start. Needs the parts wake and claim.

-- A claim that has stopped at its limit has not seen what is behind these tasks, and the next one would only find them again. So
-- they go behind all that waits: claims go round, and each task that can be started has its turn. The place of a lane that was
-- emptied is now, so that the tasks of other lanes come first.
local function newScores()
  local last = {}
  for _, task in ipairs(left) do
    local lane = task.lane
    if not last[lane] then
      local tail = redis.call('ZRANGE', P .. 'q:' .. lane, -1, -1, 'WITHSCORES')
      last[lane] = math.max(now, tonumber(tail[2]) or 0)
    end
    last[lane] = last[lane] + 1
    -- the mark of a large body stays
    task.score = int(last[lane]) .. (task.score % 1 ~= 0 and '.5' or '')
  end
end

-- Without a wake-up: a worker would find them as they are. A fault is reported when all are back.
local function putBack()
  if #left >= SET_ASIDE_AT_ONCE then
    newScores()
  end
  local lanes = {}
  for _, task in ipairs(left) do
    redis.call('ZADD', P .. 'q:' .. task.lane, task.score, task.id)
    lanes[task.lane] = true
  end
  for lane in pairs(lanes) do
    activate(lane, headOf(lane))
  end
end
