// Package admission does to an instance what the API server does when it is written: fills in defaults, refuses what the
// schema does not allow and what it does not know.
package admission

import (
	"context"
	"encoding/json"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
)

// Kind admits the instances of one kind.
type Kind struct {
	schema *schema.Structural
	fields validation.SchemaValidator
	rules  *cel.Validator
}

// For makes a Kind of the first version of a CustomResourceDefinition.
func For(crd *apiextensionsv1.CustomResourceDefinition) (*Kind, error) {
	published, err := onTheWire(crd.Spec.Versions[0].Schema.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	var internal apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(published, &internal, nil); err != nil {
		return nil, err
	}
	structural, err := schema.NewStructural(&internal)
	if err != nil {
		return nil, err
	}
	fields, _, err := validation.NewSchemaValidator(&internal)
	if err != nil {
		return nil, err
	}
	return &Kind{structural, fields, cel.NewValidator(structural, true, celconfig.PerCallLimit)}, nil
}

// onTheWire is the schema as the API server reads it: there a map's schema allows keys, which kro does not say in memory.
func onTheWire(schema *apiextensionsv1.JSONSchemaProps) (*apiextensionsv1.JSONSchemaProps, error) {
	text, err := json.Marshal(schema)
	if err != nil {
		return nil, err
	}
	var read apiextensionsv1.JSONSchemaProps
	return &read, json.Unmarshal(text, &read)
}

// Admit gives the instance with its defaults, and what the API server would refuse it for.
func (k *Kind) Admit(instance *unstructured.Unstructured) (*unstructured.Unstructured, []string) {
	admitted := instance.DeepCopy()
	var problems []string
	unknown := pruning.PruneWithOptions(admitted.Object, k.schema, true,
		schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	for _, path := range unknown {
		problems = append(problems, fmt.Sprintf("%s: unknown field", path))
	}
	defaulting.Default(admitted.Object, k.schema)
	defaulting.PruneNonNullableNullsWithoutDefaults(admitted.Object, k.schema)

	faults := validation.ValidateCustomResource(nil, admitted.Object, k.fields)
	faults = append(faults, listtype.ValidateListSetsAndMaps(nil, k.schema, admitted.Object)...)
	if len(faults) == 0 && k.rules != nil {
		broken, _ := k.rules.Validate(context.Background(), field.NewPath(""), k.schema, admitted.Object, nil,
			celconfig.RuntimeCELCostBudget)
		faults = append(faults, broken...)
	}
	for _, fault := range faults {
		problems = append(problems, fault.Error())
	}
	return admitted, problems
}
