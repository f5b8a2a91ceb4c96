package compiler

import (
	"context"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
)

// checkKind says what the API server would refuse the kind of a definition for. kro's compiler does not look: a default that
// breaks the schema's own rule, for one, is found only when the kind is made.
func checkKind(kind *apiextensionsv1.CustomResourceDefinition) error {
	whole := kind.DeepCopy()
	apiextensionsv1.SetDefaults_CustomResourceDefinition(whole)
	apiextensionsv1.SetDefaults_CustomResourceDefinitionSpec(&whole.Spec)
	for _, version := range whole.Spec.Versions {
		if version.Storage {
			whole.Status.StoredVersions = []string{version.Name}
		}
	}
	var internal apiextensions.CustomResourceDefinition
	if err := apiextensionsv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(whole, &internal, nil); err != nil {
		return err
	}
	if faults := validation.ValidateCustomResourceDefinition(context.Background(), &internal); len(faults) > 0 {
		return fmt.Errorf("the API server would refuse the kind: %w", faults.ToAggregate())
	}
	return nil
}
