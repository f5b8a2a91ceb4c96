-- Health of a DataPipeline, the kind that each team's ResourceGraphDefinition makes.
-- Healthy once every resource is as it should be in AWS; until then Argo CD keeps the PostSync Job waiting.
-- What a person still has to do (confirm an e-mail address) or the Job itself does is no part of it: that would wait for itself.
local status = obj.status or {}
local ready = nil
for _, condition in ipairs(status.conditions or {}) do
  if condition.type == "Ready" then
    ready = condition
  end
end

if obj.metadata.deletionTimestamp ~= nil or status.state == "DELETING" then
  return { status = "Progressing", message = "Being deleted" }
end
if status.state == "ERROR" or status.state == "FAILED" then
  local why = "kro cannot make its resources; kubectl describe shows why"
  if ready ~= nil and ready.status ~= "True" and ready.message ~= nil and ready.message ~= "" then
    why = ready.message
  end
  return { status = "Degraded", message = why }
end
if ready == nil then
  return { status = "Progressing", message = "Waiting for kro" }
end
-- A condition that is about an older generation says nothing about what was just applied.
if (ready.observedGeneration or 0) < (obj.metadata.generation or 0) then
  return { status = "Progressing", message = "Waiting for kro to see the last change" }
end
if ready.status == "True" then
  return { status = "Healthy", message = ready.message }
end
return { status = "Progressing", message = ready.message }
