// Package compiler is kro's own compiler of ResourceGraphDefinitions, without an API server.
package compiler

import (
	"fmt"

	"github.com/kubernetes-sigs/kro/api/v1alpha1"
	"github.com/kubernetes-sigs/kro/pkg/graph"
	"sigs.k8s.io/yaml"
)

// Limits are those that kro's controller has by default.
var Limits = graph.Config{MaxCollectionSize: 1000, MaxCollectionDimensionSize: 10}

// Compiler checks definitions against Kubernetes' kinds and those of a folder.
type Compiler struct {
	builder *graph.Builder
}

// New takes a folder of CustomResourceDefinitions (*.yaml): the kinds that a definition may use beside Kubernetes' own.
// kro's alpha features are off, as they are in a cluster that does not ask for them.
func New(folder string) (*Compiler, error) {
	kinds, err := readKinds(folder)
	if err != nil {
		return nil, err
	}
	builder, err := graph.NewBuilder(nil, nil,
		graph.WithSchemaResolver(kinds.builtin.Combine(kinds)), graph.WithRESTMapper(kinds.mapper))
	if err != nil {
		return nil, err
	}
	return &Compiler{builder}, nil
}

// Compile takes a definition as YAML or JSON. The error is kro's own, or what the API server would refuse the kind for; a field
// that a definition cannot have is one, too.
func (c *Compiler) Compile(definition []byte) (*graph.Graph, error) {
	var rgd v1alpha1.ResourceGraphDefinition
	if err := yaml.UnmarshalStrict(definition, &rgd); err != nil {
		return nil, err
	}
	if rgd.Kind != "ResourceGraphDefinition" {
		return nil, fmt.Errorf("kind is %q: this is not a ResourceGraphDefinition", rgd.Kind)
	}
	compiled, err := c.builder.NewResourceGraphDefinition(&rgd, Limits)
	if err != nil {
		return nil, err
	}
	return compiled, checkKind(compiled.CRD)
}
