-- Health of a kro ResourceGraphDefinition: Healthy once its kind is served, Degraded when kro refuses it.
local status = obj.status or {}
local ready = nil
local refused = nil
for _, condition in ipairs(status.conditions or {}) do
  local current = (condition.observedGeneration or 0) >= (obj.metadata.generation or 0)
  if condition.type == "Ready" and current then
    ready = condition
  elseif condition.status == "False" and current and refused == nil then
    refused = condition
  end
end

if obj.metadata.deletionTimestamp ~= nil then
  return { status = "Progressing", message = "Being deleted" }
end
if ready == nil then
  return { status = "Progressing", message = "Waiting for kro" }
end
if ready.status == "True" then
  return { status = "Healthy", message = ready.message }
end
if refused ~= nil then
  return { status = "Degraded", message = refused.type .. ": " .. (refused.message or "") }
end
return { status = "Progressing", message = ready.message }
