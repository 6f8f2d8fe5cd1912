-- Lists the documents of a kind.
-- KEYS[1] prefix   ARGV 1 kind   returns name, version and content of each
-- include constants base
local reply = {}
local fields = read('HGETALL', P .. 'doc:' .. ARGV[1])
for i = 1, #fields, 2 do
  local version, content = string.match(fields[i + 1], '^(%d+) (.*)$')
  if version then
    reply[#reply + 1] = fields[i]
    reply[#reply + 1] = version
    reply[#reply + 1] = content
  end
end
return reply
