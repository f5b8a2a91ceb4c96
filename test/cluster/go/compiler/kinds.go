package compiler

import (
	"fmt"
	"os"
	"path/filepath"

	kroschema "github.com/kubernetes-sigs/kro/pkg/graph/schema"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/cel/openapi/resolver"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/generated/openapi"
	"sigs.k8s.io/yaml"
)

// kinds answers what a schema is and where a kind lives without an API server: Kubernetes' own kinds from the code that the
// API server publishes them with, all others from files.
type kinds struct {
	builtin *resolver.DefinitionsSchemaResolver
	custom  map[schema.GroupVersionKind]*spec.Schema
	mapper  *meta.DefaultRESTMapper
}

// Kubernetes' kinds that are not in a namespace, of those that a definition may use.
var clusterScoped = map[string]bool{
	"Namespace": true, "ClusterRole": true, "ClusterRoleBinding": true,
	"StorageClass": true, "PersistentVolume": true, "PriorityClass": true,
}

func readKinds(folder string) (*kinds, error) {
	k := &kinds{
		builtin: resolver.NewDefinitionsSchemaResolver(openapi.GetOpenAPIDefinitions, scheme.Scheme),
		custom:  map[schema.GroupVersionKind]*spec.Schema{},
		mapper:  meta.NewDefaultRESTMapper(nil),
	}
	for gvk := range scheme.Scheme.AllKnownTypes() {
		k.mapper.Add(gvk, scope(!clusterScoped[gvk.Kind]))
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s holds no CustomResourceDefinition (*.yaml)", folder)
	}
	for _, file := range files {
		if err := k.read(file); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return k, nil
}

func (k *kinds) read(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var crd apiextensions.CustomResourceDefinition
	if err := yaml.UnmarshalStrict(text, &crd); err != nil {
		return err
	}
	names := crd.Spec.Names
	for _, version := range crd.Spec.Versions {
		gvk := schema.GroupVersionKind{Group: crd.Spec.Group, Version: version.Name, Kind: names.Kind}
		published, err := k.published(version.Schema.OpenAPIV3Schema)
		if err != nil {
			return err
		}
		k.custom[gvk] = published
		k.mapper.AddSpecific(gvk, gvk.GroupVersion().WithResource(names.Plural), gvk.GroupVersion().WithResource(names.Singular),
			scope(crd.Spec.Scope == apiextensions.NamespaceScoped))
	}
	return nil
}

// published is a custom kind's schema as the API server publishes it: with what all objects have.
func (k *kinds) published(own *apiextensions.JSONSchemaProps) (*spec.Schema, error) {
	published, err := kroschema.ConvertJSONSchemaPropsToSpecSchema(own)
	if err != nil {
		return nil, err
	}
	any, err := k.builtin.ResolveSchema(schema.GroupVersionKind{Version: "v1", Kind: "ConfigMap"})
	if err != nil {
		return nil, err
	}
	for _, field := range []string{"apiVersion", "kind", "metadata"} {
		published.Properties[field] = any.Properties[field]
	}
	return published, nil
}

// ResolveSchema gives the schema of a custom kind.
func (k *kinds) ResolveSchema(gvk schema.GroupVersionKind) (*spec.Schema, error) {
	if found, ok := k.custom[gvk]; ok {
		return found, nil
	}
	return nil, resolver.ErrSchemaNotFound
}

func scope(namespaced bool) meta.RESTScope {
	if namespaced {
		return meta.RESTScopeNamespace
	}
	return meta.RESTScopeRoot
}
