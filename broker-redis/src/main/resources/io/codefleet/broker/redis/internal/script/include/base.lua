-- What every script begins with: the prefix of all keys of the namespace, and the time.
--
-- KEYS[1] is "codefleet:{namespace}:". All other keys are built from it; that is legal on a Cluster, because the braces pin
-- all of them to one slot.
--
-- Keys                                        Fields and scores
--   t:<id>     a task, hash                   s state: q queued, d delayed, r running, c completed, f failed, x cancelled
--                                             b body   bl its length if it is large   fp its fingerprint   sh header
--                                             pa parent
--                                             su submitted   fo channels of its followers
--                                             n attempt   e failures   k fencing token   w worker   sa started
--                                             kr token of the last report taken (a completed one's is k)
--                                             du due (delayed)   cr reason of a cancel request   pr last progress
--                                             cp there is a checkpoint   pl chosen worker
--                                             fa finished   o result, error or reason, by state
--                                             ad attempts that have documents
--                                             us what its ended attempts consumed, but for a completed one
--                                             ru what a completed one consumed   la labels
--   h:<id>     ended attempts, list           "attempt worker started ended end/usage error"
--   cp:<id>    the state that an attempt saved for the next, text
--   ch:<id>    children, set
--   all        all tasks, zset                time of submit
--   due        all tasks, zset                when maintenance has to look at it
--   q:<lane>   waiting tasks, zset            time of submit, less one minute a step of priority, and half a microsecond
--                                             more if the body is large, so that a claim does not read it
--   lanes      lanes, zset                    last used
--   al         lanes that have tasks, zset    not above the score of the first
--   pa:<profile>  those of a profile, zset    likewise
--   lx         by how much the queued tasks of a lane are more than those in it, hash   as some wait elsewhere
--   cc:<key>   a concurrency key's tasks that have a place: those in their lane or running, set
--   cw:<key>   its tasks that wait for a place, zset   as in their lane
--   ck         keys whose tasks wait, zset    last repaired
--   rr         last chosen workers, hash      by lane
--   sw:<lane>  whose turn is how near, hash   by worker, for turns of different length
--   sp:<key>   what an allowance's tasks consumed, hash   c billionths of a dollar, t tokens, a attempts, in all and, with
--                                             the number of the day, by day; l the last day
--   sps        keys of allowances, zset       the day they were last used
--   profiles   profiles of workers, zset      last heartbeat
--   pl:<profile>, lp:<lane>                   the lanes of a profile and the profiles of a lane, sets
--   w:<profile>  workers that wait, zset      since when
--   wk:<id>    a worker, hash                 i info   pf profile   sn last seen   co slots   ru running
--                                             we its weight by type "type:weight,type:weight", 40 for any other
--                                             st when it started, by its own clock
--                                             tk the last tick before it registered: leases of earlier ticks are of an earlier
--                                             process of its id
--   ws:<profile>  its present workers, set
--   le:<worker>  tasks whose leases it holds, set
--   workers, gone                             present and offline workers, zsets: until when
--   in:<worker>  its wake-ups, list           w there may be work, s there are signals
--   sig:<worker> its signals, list            "number x id reason" a cancel, "number c time number target command"
--   sr:<actor> until when a client's submits have used up its rate; gone when it is past
--   n          counters, hash                 sub com fai can: totals; run, del: running and delayed now; par: waiting for a place;
--                                             sig: number of the last signal; al, le: 1 when those keys are complete
--   tick, paused, upkeep, ev, au              last tick, pause flag, turn of maintenance, streams of events and of the audit
--   meta       the namespace itself, hash     layout: how all this is laid out, 1
--   doc:<kind> documents, hash                "version content" by name; those of an attempt are of the kind
--                                             attempt:<number>:<task id>, and are deleted with the task
--   c:<client>, p:<id>                        channels of outcomes and progress
--
-- Times are microseconds since 1970 by the clock of Redis: below 2^53 until the year 2255, so that doubles hold them.
-- A lane is "type|capability,capability" or "@worker"; a profile is "type,type|capability,capability", or "*|…" for all types.
-- Labels are lines, as "@submitter" and "key=value", in a text that begins and ends with an end of a line.
-- A header is what tasks have in common with many others, in one field that is read once for all that have the same:
-- "type|capability,capability|worker|priority|delay|queue timeout|attempt timeout|deadline|retry policy|concurrency key|limit",
-- and of one with an allowance "|key|cost a day|tokens a day|cost in all|tokens in all" more;
-- the worker of a task that is spread is "*T" by turns, "*L" by load or "*S" by skill, and the grace.

local P = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * SECOND + time[2]

local lastNumber, lastText

-- Whole numbers as text; Lua's own way turns large ones into 1.7e+15. Arguments of commands that several tasks share are texts
-- too: Redis prints a number with all digits that a fraction may have, each time. A number is often asked for twice in a row.
local function int(number)
  if number ~= lastNumber then
    lastNumber, lastText = number, string.format('%d', number)
  end
  return lastText
end

local nowText = int(now)

-- Writes to a key of one task other than its hash. A key of a foreign type is removed first: it must not block a script, and
-- with it all other tasks.
local function write(command, key, ...)
  local answer = redis.pcall(command, key, ...)
  if type(answer) == 'table' and answer.err then
    redis.call('DEL', key)
    answer = redis.call(command, key, ...)
  end
  return answer
end

-- Reads all of such a key; nothing if it is something else.
local function read(command, key, ...)
  local answer = redis.pcall(command, key, ...)
  return answer.err and {} or answer
end

-- Redis looks at its memory limit at the first write of a script, and takes a write that needs no memory in any case. So a script
-- that begins with this runs even when the memory is full. It is for scripts that free memory or that keep running work alive;
-- those that bring new work begin with ticks, and Redis refuses them before anything is changed.
local function takeWhenFull()
  redis.call('DEL', P .. 'none')
end
