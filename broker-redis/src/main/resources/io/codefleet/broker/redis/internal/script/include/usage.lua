-- What attempts consumed, in one text: "input,output,reasoning,cache read,cache write,billionths of a dollar"; nothing is "".
local USAGE = '^(%d+),(%d+),(%d+),(%d+),(%d+),(%d+)$'

-- The sum of two; one that is damaged or absent (false) counts nothing.
local function sumOf(one, other)
  local a, b = { string.match(one or '', USAGE) }, { string.match(other or '', USAGE) }
  if not a[1] or not b[1] then
    return a[1] and one or b[1] and other or ''
  end
  for i = 1, #a do
    a[i] = int(a[i] + b[i])
  end
  return table.concat(a, ',')
end
