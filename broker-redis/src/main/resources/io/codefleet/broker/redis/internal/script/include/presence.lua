-- Events of workers. Needs the part event.

-- J joined, G left, Z lost
local function workerEvent(kind, worker)
  events[#events + 1] = kind .. ' ' .. nowText .. ' ' .. worker
end
