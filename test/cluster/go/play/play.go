// Package play runs kro's own runtime over one instance: what it makes, in its order, given the statuses that the
// controllers behind the objects would report.
package play

import (
	"fmt"

	"example.org/data-pipelines/cluster/compiler"
	"github.com/go-logr/logr"
	"github.com/kubernetes-sigs/kro/api/v1alpha1"
	"github.com/kubernetes-sigs/kro/pkg/graph"
	"github.com/kubernetes-sigs/kro/pkg/runtime"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Cluster is what is there beside the instance.
type Cluster struct {
	// Statuses by resource id and name of the object. An object without one has no status.
	Statuses map[string]map[string]any `json:"statuses"`
	// External objects, which are read and not made, by resource id.
	External map[string][]map[string]any `json:"external"`
}

// Outcome of an instance when kro has done all it can.
type Outcome struct {
	// Order is kro's order of the resources.
	Order []string `json:"order"`
	// Resources by id.
	Resources map[string]Resource `json:"resources"`
	// Status that kro writes into the instance, without conditions.
	Status map[string]any `json:"status"`
	// Conditions that the definition writes.
	Conditions []Condition `json:"conditions"`
}

// Resource is what one resource of the definition comes to.
type Resource struct {
	// Skipped: left out by a condition.
	Skipped bool `json:"skipped"`
	// Waiting says what kro waits for before it can make the objects; empty when it made them.
	Waiting string `json:"waiting,omitempty"`
	// Ready by kro's readiness.
	Ready bool `json:"ready"`
	// Objects as kro would apply them, without kro's own labels.
	Objects []map[string]any `json:"objects"`
	// External says what kro reads, where it makes nothing.
	External map[string]any `json:"external,omitempty"`
}

// Condition of the instance.
type Condition struct {
	Type    string `json:"type"`
	Status  string `json:"status"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Play needs an instance that the API server has admitted, with its defaults.
func Play(g *graph.Graph, instance *unstructured.Unstructured, cluster Cluster) (*Outcome, error) {
	kro, err := runtime.FromGraph(g, compiler.Limits, runtime.WithInstance(instance))
	if err != nil {
		return nil, err
	}
	outcome := &Outcome{Order: g.TopologicalOrder, Resources: map[string]Resource{}}
	ready := true
	for _, node := range kro.Nodes() {
		id := node.Spec.Meta.ID
		resource, err := step(node, cluster)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		outcome.Resources[id] = resource
		ready = ready && resource.Ready
	}
	return outcome, finish(outcome, kro, ready)
}

func step(node *runtime.Node, cluster Cluster) (Resource, error) {
	nothing := []map[string]any{}
	if ignored, err := node.IsIgnored(); err != nil || ignored {
		return Resource{Skipped: ignored, Ready: ignored, Objects: nothing}, err
	}
	desired, err := node.GetDesired()
	if runtime.IsDataPending(err) {
		return Resource{Waiting: err.Error(), Objects: nothing}, nil
	}
	if err != nil {
		return Resource{}, err
	}
	id := node.Spec.Meta.ID
	switch node.Spec.Meta.Type {
	case graph.NodeTypeExternal, graph.NodeTypeExternalCollection:
		node.SetObserved(read(cluster.External[id]))
		return Resource{Ready: node.CheckReadiness() == nil, Objects: nothing, External: desired[0].Object}, nil
	}
	objects := make([]map[string]any, len(desired))
	for i, object := range desired {
		objects[i] = object.DeepCopy().Object
	}
	node.SetObserved(made(desired, cluster.Statuses[id]))
	return Resource{Ready: node.CheckReadiness() == nil, Objects: objects}, nil
}

func read(objects []map[string]any) []*unstructured.Unstructured {
	observed := make([]*unstructured.Unstructured, len(objects))
	for i, object := range objects {
		observed[i] = &unstructured.Unstructured{Object: object}
	}
	return observed
}

func made(desired []*unstructured.Unstructured, statuses map[string]any) []*unstructured.Unstructured {
	observed := make([]*unstructured.Unstructured, len(desired))
	for i, object := range desired {
		observed[i] = object.DeepCopy()
		if status, ok := statuses[object.GetName()]; ok {
			observed[i].Object["status"] = status
		}
	}
	return observed
}

func finish(outcome *Outcome, kro *runtime.Runtime, ready bool) error {
	written, err := kro.Instance().GetDesired()
	if err != nil {
		return fmt.Errorf("status: %w", err)
	}
	outcome.Status, _, err = unstructured.NestedMap(written[0].Object, "status")
	if err != nil {
		return fmt.Errorf("status: %w", err)
	}
	conditions, _, err := kro.Instance().EvaluateConditions(logr.Discard(), builtin(ready))
	if err != nil {
		return fmt.Errorf("status.conditions: %w", err)
	}
	outcome.Conditions = make([]Condition, len(conditions))
	for i, c := range conditions {
		outcome.Conditions[i] = Condition{c.ConditionType, c.Status, c.Reason, c.Message}
	}
	return nil
}

// builtin are kro's own conditions, on which a definition may build.
func builtin(ready bool) []v1alpha1.Condition {
	of := func(kind string, is bool) v1alpha1.Condition {
		status, reason, message := metav1.ConditionFalse, "NotReady", ""
		if is {
			status, reason = metav1.ConditionTrue, kind
		}
		return v1alpha1.Condition{Type: v1alpha1.ConditionType(kind), Status: status, Reason: &reason, Message: &message}
	}
	return []v1alpha1.Condition{of("InstanceManaged", true), of("GraphResolved", true), of("ResourcesReady", ready), of("Ready", ready)}
}
