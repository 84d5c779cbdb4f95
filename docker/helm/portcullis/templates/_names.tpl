{{- define "portcullis.name" -}}
{{- printf "%s" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- define "portcullis.labels" -}}
app.kubernetes.io/name: portcullis
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}
{{- define "portcullis.selector" -}}
app.kubernetes.io/name: portcullis
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
{{- define "portcullis.tokenSecret" -}}
{{- .Values.adminToken.existingSecret | default (printf "%s-admin" (include "portcullis.name" .)) -}}
{{- end -}}
{{- define "portcullis.config" -}}
{{- $record := dict "onTrouble" .Values.record.onTrouble "keep" .Values.record.keep -}}
{{- if .Values.record.url -}}
{{- $_ := set $record "url" .Values.record.url -}}
{{- if .Values.record.username }}{{- $_ := set $record "username" .Values.record.username -}}{{- end -}}
{{- if .Values.record.passwordSecret }}{{- $_ := set $record "passwordFile" (printf "/etc/portcullis/secrets/%s/password" .Values.record.passwordSecret) -}}{{- end -}}
{{- else -}}
{{- $_ := set $record "file" "/var/lib/portcullis/record.db" -}}
{{- end -}}
{{- $listen := "0.0.0.0:5000" -}}
{{- if .Values.tls.secret -}}
{{- $listen = dict "address" "0.0.0.0:5000" "tls" (dict "certificate" "/etc/portcullis/tls/tls.crt" "key" "/etc/portcullis/tls/tls.key") -}}
{{- end -}}
{{- $added := dict "listen" $listen "admin" "0.0.0.0:5001" "adminTokenFile" "/etc/portcullis/admin/token" "state" "/var/lib/portcullis/state" "record" $record -}}
{{- $usual := dict "drain" (dict "delay" "5s" "timeout" "30s") -}}
{{- toYaml (mergeOverwrite $usual (deepCopy .Values.config) $added) -}}
{{- end -}}
