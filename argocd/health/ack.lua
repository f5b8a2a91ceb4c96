-- Health of an AWS resource that an ACK controller looks after, of any kind.
local conditions = {}
for _, condition in ipairs((obj.status or {}).conditions or {}) do
  conditions[condition.type] = condition
end
local function holds(type)
  return conditions[type] ~= nil and conditions[type].status == "True"
end

if obj.metadata.deletionTimestamp ~= nil then
  return { status = "Progressing", message = "Being deleted" }
end
-- AWS will never accept it as it is written.
if holds("ACK.Terminal") then
  return { status = "Degraded", message = conditions["ACK.Terminal"].message }
end
-- AWS refuses it for now; ACK tries again by itself.
if holds("ACK.Recoverable") then
  return { status = "Progressing", message = conditions["ACK.Recoverable"].message }
end
if holds("ACK.ResourceSynced") then
  return { status = "Healthy" }
end
local synced = conditions["ACK.ResourceSynced"]
return { status = "Progressing", message = synced and synced.message or "Waiting for ACK" }
