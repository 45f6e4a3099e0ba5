{{- define "culvert.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Short enough for the names of pods, which are the names of nodes: 32 characters, with -0 and the like. */}}
{{- define "culvert.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (include "culvert.name" .) .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "culvert.name" .) | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "culvert.selectorLabels" -}}
app.kubernetes.io/name: {{ include "culvert.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "culvert.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "culvert.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "culvert.names" -}}
{{- $name := include "culvert.fullname" . -}}
{{- $service := printf "%s.%s.svc" $name .Release.Namespace -}}
{{- $pods := printf "*.%s-nodes.%s.svc" $name .Release.Namespace -}}
{{- concat (list "localhost" "127.0.0.1" $name $service $pods) .Values.names | join "," -}}
{{- end }}

{{- define "culvert.image" -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end }}
