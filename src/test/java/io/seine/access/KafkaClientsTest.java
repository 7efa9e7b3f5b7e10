package io.seine.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaClientsTest {
  private static final String SCRAM =
      "org.apache.kafka.common.security.scram.ScramLoginModule required ";

  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sasl.jaas.config | x.ScramLoginModule required username=\"u\" password=\"hunter2\";",
        "sasl.jaas.config | x.ScramLoginModule required username=\"u\" password=hunter2;",
        "sasl.jaas.config | x.ScramLoginModule required password='a b';",
        "sasl.jaas.config | x.ScramLoginModule required password=\"a-${env:P}\";",
        "sasl.jaas.config | x.OAuthBearerLoginModule required clientSecret=\"s\" clientId=\"c\";",
        "sasl.jaas.config | x.Module required oauth.access.token = \"t\";",
        "ssl.key.password | hunter2",
        "ssl.keystore.key | -----BEGIN PRIVATE KEY-----",
        "ssl.truststore.password | a${env:P}",
        "sasl.oauthbearer.client.credentials.client.secret | s",
        "interceptor.password | s",
      })
  void aSecretInItsPlaceIsFound(String key, String value) {
    assertThat(KafkaClients.holdsSecret(key, value)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sasl.jaas.config | x.ScramLoginModule required username=\"u\" password=\"${env:P}\";",
        "sasl.jaas.config | x.ScramLoginModule required username=\"u\" password=\"${file:UTF-8:/p}\" tokenauth=\"true\";",
        "sasl.jaas.config | ${file:UTF-8:/run/secrets/jaas}",
        "sasl.jaas.config | x.Krb5LoginModule required useKeyTab=true keyTab=\"/k\" principal=\"p@R\";",
        "sasl.jaas.config | x.Module required oauth.token.endpoint.uri=\"https://x\";",
        "ssl.key.password | ${env:P}",
        "ssl.truststore.certificates | -----BEGIN CERTIFICATE-----",
        "ssl.truststore.location | /etc/ca.pem",
        "ssl.key.password | ``",
        "client.id | seine",
      })
  void whatIsNoSecretOrRefersToOneIsLetBe(String key, String value) {
    assertThat(KafkaClients.holdsSecret(key, value)).isFalse();
  }

  private Properties settings(String key, String value) {
    Properties settings = new Properties();
    settings.setProperty("bootstrap.servers", "localhost:9092");
    settings.setProperty(key, value);
    return KafkaClients.resolving(settings);
  }

  @Test
  void clientsResolveReferencesAndSettingsKeepThem() throws Exception {
    Path secret = Files.writeString(dir.resolve("secret"), "hunter2\n");
    Properties settings = settings("ssl.key.password", "${file:UTF-8:" + secret + "}");

    assertThat(settings.toString()).doesNotContain("hunter2");
    AdminClientConfig client = new AdminClientConfig(settings);
    assertThat(client.getPassword("ssl.key.password").value()).isEqualTo("hunter2");
    assertThat(client.values().toString()).doesNotContain("hunter2");
    String variable = System.getenv().keySet().iterator().next();
    assertThat(
            new AdminClientConfig(settings("client.id", "${env:" + variable + "}"))
                .getString("client.id"))
        .isEqualTo(System.getenv(variable).strip());
  }

  @Test
  void aPasswordOfAnyCharactersStandsInAJaasConfiguration() throws Exception {
    String password = "a\"; b='c' \\ ${env:X} $1 ü";
    Path secret = Files.writeString(dir.resolve("secret"), password);

    Password jaas =
        new AdminClientConfig(
                settings(
                    "sasl.jaas.config",
                    SCRAM + "username=\"u\" password=\"${file:UTF-8:" + secret + "}\";"))
            .getPassword("sasl.jaas.config");

    AppConfigurationEntry entry =
        JaasContext.loadClientContext(Map.of("sasl.jaas.config", jaas))
            .configurationEntries()
            .get(0);
    assertThat(entry.getOptions()).isEqualTo(Map.of("username", "u", "password", password));
  }

  @Test
  void aWholeJaasConfigurationMayStandInAFile() throws Exception {
    String jaas = SCRAM + "username=\"u\" password=\"p\\\"q\";";
    Path secret = Files.writeString(dir.resolve("jaas"), jaas + "\n");
    assertThat(
            new AdminClientConfig(settings("sasl.jaas.config", "${file:UTF-8:" + secret + "}"))
                .getPassword("sasl.jaas.config")
                .value())
        .isEqualTo(jaas);
  }

  @Test
  void providersOfOthersStay() {
    Properties settings = settings("config.providers", "vault");
    assertThat(settings.getProperty("config.providers").split(",")).contains("vault", "env");
  }

  @Test
  void aReferenceThatLeadsNowhereIsNamed() {
    assertThatThrownBy(
            () ->
                new AdminClientConfig(
                    settings("ssl.key.password", "${env:SEINE_NO_SUCH_VARIABLE}")))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("${env:SEINE_NO_SUCH_VARIABLE}")
        .hasMessageContaining("no such environment variable");
    assertThatThrownBy(
            () ->
                new AdminClientConfig(
                    settings("ssl.key.password", "${file:UTF-8:" + dir.resolve("nowhere") + "}")))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("no such file on this machine");
  }
}
